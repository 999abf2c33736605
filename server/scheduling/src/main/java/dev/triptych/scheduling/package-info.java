/**
 * Admission, queues, batches and lanes, generic in the work: what runs next on which device.
 */
@NullMarked
package dev.triptych.scheduling;

import org.jspecify.annotations.NullMarked;
