/**
 * Logs: text or JSON on standard error.
 */
@NullMarked
package dev.triptych.app.logging;

import org.jspecify.annotations.NullMarked;
