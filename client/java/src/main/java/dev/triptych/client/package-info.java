/**
 * The Java SDK.
 */
@NullMarked
package dev.triptych.client;

import org.jspecify.annotations.NullMarked;
