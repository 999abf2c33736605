package dev.triptych.backend.onnxruntime;

import dev.triptych.spi.backend.Backend;
import dev.triptych.spi.backend.BackendOptions.DeviceMode;
import dev.triptych.testing.BackendContractTest;

class OnnxRuntimeLatencyContractTest extends BackendContractTest {
    @Override
    protected Backend backend() {
        return Engine.in(DeviceMode.LATENCY);
    }
}
