package dev.triptych.testing;

import dev.triptych.spi.backend.Backend;

class FakeBackendTest extends BackendContractTest {
    private final FakeBackend backend = new FakeBackend();

    FakeBackendTest() {
        ContractGraph.all().forEach(graph -> backend.with(graph.name(), graph.function()));
    }

    @Override
    protected Backend backend() {
        return backend;
    }
}
