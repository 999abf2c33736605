/**
 * The server's assembly and life. Starting point: {@link dev.triptych.app.server.Server}.
 */
@NullMarked
package dev.triptych.app.server;

import org.jspecify.annotations.NullMarked;
