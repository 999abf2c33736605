package dev.triptych.backend.onnxruntime;

import dev.triptych.spi.backend.Backend;
import dev.triptych.spi.backend.BackendOptions.DeviceMode;
import dev.triptych.testing.BackendContractTest;

class OnnxRuntimeContractTest extends BackendContractTest {
    @Override
    protected Backend backend() {
        return Engine.in(DeviceMode.THROUGHPUT);
    }
}
