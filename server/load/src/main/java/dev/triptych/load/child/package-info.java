/**
 * The real server as a child process. Starting point: {@link dev.triptych.bench.server.ServerProcess}.
 */
@NullMarked
package dev.triptych.bench.server;

import org.jspecify.annotations.NullMarked;
