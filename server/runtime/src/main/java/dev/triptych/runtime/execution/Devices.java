package dev.triptych.runtime.execution;

import dev.triptych.spi.backend.Backend;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The devices of the chosen backend. Thread-safe. */
public final class Devices {
    private final Backend backend;
    private final List<DeviceHost> hosts;

    /** Devices whose lanes have not begun. */
    public Devices(Backend backend, DeviceParts parts) {
        this.backend = backend;
        this.hosts = backend.devices().stream()
                .map(device -> new DeviceHost(backend, device, parts))
                .toList();
    }

    /** Starts all lanes; once. */
    public void start() {
        hosts.forEach(DeviceHost::start);
    }

    /** Where a model is placed: the first device. */
    public DeviceHost place() {
        return hosts.get(0);
    }

    /** How busy each is. */
    public List<LaneUse> use() {
        return hosts.stream().map(DeviceHost::use).toList();
    }

    /** How many submissions wait. */
    public int queued() {
        return hosts.stream().mapToInt(DeviceHost::queued).sum();
    }

    /** Whether a device is lost. */
    public boolean lost() {
        return hosts.stream().anyMatch(DeviceHost::lost);
    }

    /** Completes when the first device is lost. */
    public CompletionStage<String> lossNotice() {
        CompletableFuture<String> first = new CompletableFuture<>();
        hosts.forEach(host -> host.lossNotice().thenAccept(first::complete));
        return first.minimalCompletionStage();
    }

    /** Drops what has expired. */
    public void expire(long nowNanos) {
        hosts.forEach(host -> host.expire(nowNanos));
    }

    /** Drops what waits and lets the lanes end. */
    public void stop() {
        hosts.forEach(DeviceHost::stop);
    }

    /** Waits for the lanes to end; false when one still runs in native code, and then nothing may be closed. */
    public boolean join(long timeoutNanos) throws InterruptedException {
        boolean ended = true;
        for (DeviceHost host : hosts) {
            ended &= host.join(timeoutNanos);
        }
        return ended;
    }

    /** Closes the backend; after every stage is closed and every lane has ended. */
    public void closeBackend() {
        backend.close();
    }
}
