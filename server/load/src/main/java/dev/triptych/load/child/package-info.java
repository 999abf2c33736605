/**
 * The real server as a child process. Starting point: {@link dev.triptych.load.child.ServerProcess}.
 */
@NullMarked
package dev.triptych.load.child;

import org.jspecify.annotations.NullMarked;
