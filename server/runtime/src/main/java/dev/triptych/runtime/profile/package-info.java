/**
 * What was learned of stages' times, kept over restarts. Starting point: {@link dev.triptych.runtime.profile.ProfileStore}.
 */
@NullMarked
package dev.triptych.runtime.profile;

import org.jspecify.annotations.NullMarked;
