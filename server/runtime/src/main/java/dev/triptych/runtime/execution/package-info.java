/**
 * Stages on devices: what a submission becomes, and how a lane runs it. Starting points: {@link dev.triptych.runtime.execution.Devices}, {@link dev.triptych.runtime.execution.StageImpl}, {@link dev.triptych.runtime.execution.DeviceRunner}.
 */
@NullMarked
package dev.triptych.runtime.execution;

import org.jspecify.annotations.NullMarked;
