/**
 * The real server and the real command line in child processes, started as a user starts them. Starting point:
 * {@link dev.triptych.app.endtoend.ServerProcess}.
 */
package dev.triptych.app.endtoend;
