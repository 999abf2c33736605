package dev.triptych.transport.inference;

import dev.triptych.inference.CudaSharedMemoryRegisterRequest;
import dev.triptych.inference.CudaSharedMemoryRegisterResponse;
import dev.triptych.inference.CudaSharedMemoryStatusRequest;
import dev.triptych.inference.CudaSharedMemoryStatusResponse;
import dev.triptych.inference.CudaSharedMemoryUnregisterRequest;
import dev.triptych.inference.CudaSharedMemoryUnregisterResponse;
import dev.triptych.inference.GRPCInferenceServiceGrpc;
import dev.triptych.inference.LogSettingsRequest;
import dev.triptych.inference.LogSettingsResponse;
import dev.triptych.inference.RepositoryModelLoadRequest;
import dev.triptych.inference.RepositoryModelLoadResponse;
import dev.triptych.inference.RepositoryModelUnloadRequest;
import dev.triptych.inference.RepositoryModelUnloadResponse;
import dev.triptych.inference.SystemSharedMemoryRegisterRequest;
import dev.triptych.inference.SystemSharedMemoryRegisterResponse;
import dev.triptych.inference.SystemSharedMemoryStatusRequest;
import dev.triptych.inference.SystemSharedMemoryStatusResponse;
import dev.triptych.inference.SystemSharedMemoryUnregisterRequest;
import dev.triptych.inference.SystemSharedMemoryUnregisterResponse;
import dev.triptych.inference.TraceSettingRequest;
import dev.triptych.inference.TraceSettingResponse;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.transport.call.CallInfo;
import dev.triptych.transport.status.ErrorMapper;
import io.grpc.stub.StreamObserver;

/** The calls of Triton's dialect that are not offered: UNIMPLEMENTED, with the reason and what to use instead. */
abstract class NotOffered extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {
    private final ErrorMapper errors;

    NotOffered(ErrorMapper errors) {
        this.errors = errors;
    }

    @Override
    public void repositoryModelLoad(
            RepositoryModelLoadRequest request, StreamObserver<RepositoryModelLoadResponse> out) {
        refuse(out, "loading on this port; use the administration port");
    }

    @Override
    public void repositoryModelUnload(
            RepositoryModelUnloadRequest request, StreamObserver<RepositoryModelUnloadResponse> out) {
        refuse(out, "unloading on this port; use the administration port");
    }

    @Override
    public void systemSharedMemoryStatus(
            SystemSharedMemoryStatusRequest request, StreamObserver<SystemSharedMemoryStatusResponse> out) {
        refuse(out, "system shared memory; send tensors in the message");
    }

    @Override
    public void systemSharedMemoryRegister(
            SystemSharedMemoryRegisterRequest request, StreamObserver<SystemSharedMemoryRegisterResponse> out) {
        refuse(out, "system shared memory; send tensors in the message");
    }

    @Override
    public void systemSharedMemoryUnregister(
            SystemSharedMemoryUnregisterRequest request, StreamObserver<SystemSharedMemoryUnregisterResponse> out) {
        refuse(out, "system shared memory; send tensors in the message");
    }

    @Override
    public void cudaSharedMemoryStatus(
            CudaSharedMemoryStatusRequest request, StreamObserver<CudaSharedMemoryStatusResponse> out) {
        refuse(out, "CUDA shared memory; send tensors in the message");
    }

    @Override
    public void cudaSharedMemoryRegister(
            CudaSharedMemoryRegisterRequest request, StreamObserver<CudaSharedMemoryRegisterResponse> out) {
        refuse(out, "CUDA shared memory; send tensors in the message");
    }

    @Override
    public void cudaSharedMemoryUnregister(
            CudaSharedMemoryUnregisterRequest request, StreamObserver<CudaSharedMemoryUnregisterResponse> out) {
        refuse(out, "CUDA shared memory; send tensors in the message");
    }

    @Override
    public void traceSetting(TraceSettingRequest request, StreamObserver<TraceSettingResponse> out) {
        refuse(out, "trace settings");
    }

    @Override
    public void logSettings(LogSettingsRequest request, StreamObserver<LogSettingsResponse> out) {
        refuse(out, "log settings; use --log-level");
    }

    private void refuse(StreamObserver<?> out, String what) {
        TaskException refusal = TaskException.of(Reason.NOT_OFFERED, "this server does not offer " + what);
        out.onError(errors.map(refusal, CallInfo.current().requestId()));
    }
}
