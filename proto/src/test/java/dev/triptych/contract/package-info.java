/**
 * Laws of the wire contract, checked on the compiled descriptors.
 *
 * <p>Starting points: {@link dev.triptych.contract.TypedApiLawsTest} for our own API, {@link
 * dev.triptych.contract.InferenceProtocolTest} for the Open Inference Protocol.
 */
@NullMarked
package dev.triptych.contract;

import org.jspecify.annotations.NullMarked;
