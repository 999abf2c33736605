/**
 * Which served model a call means. Starting point: {@link dev.triptych.transport.models.Models}.
 */
@NullMarked
package dev.triptych.transport.models;

import org.jspecify.annotations.NullMarked;
