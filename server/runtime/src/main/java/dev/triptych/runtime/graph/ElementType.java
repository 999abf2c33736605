package dev.triptych.runtime.graph;

import dev.triptych.spi.tensor.DType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The element types of ONNX, by the number that stands in the file. */
enum ElementType {
    UNDEFINED(0, null),
    FLOAT(32, DType.FP32),
    UINT8(8, DType.UINT8),
    INT8(8, DType.INT8),
    UINT16(16, DType.UINT16),
    INT16(16, DType.INT16),
    INT32(32, DType.INT32),
    INT64(64, DType.INT64),
    STRING(0, DType.BYTES),
    BOOL(8, DType.BOOL),
    FLOAT16(16, DType.FP16),
    DOUBLE(64, DType.FP64),
    UINT32(32, DType.UINT32),
    UINT64(64, DType.UINT64),
    COMPLEX64(64, null),
    COMPLEX128(128, null),
    BFLOAT16(16, DType.BF16),
    FLOAT8E4M3FN(8, null),
    FLOAT8E4M3FNUZ(8, null),
    FLOAT8E5M2(8, null),
    FLOAT8E5M2FNUZ(8, null),
    UINT4(4, null),
    INT4(4, null),
    FLOAT4E2M1(4, null),
    FLOAT8E8M0(8, null),
    UINT2(2, null),
    INT2(2, null);

    private static final ElementType[] ALL = values();

    private final int bits;
    private final @Nullable DType served;

    ElementType(int bits, @Nullable DType served) {
        this.bits = bits;
        this.served = served;
    }

    /** The type of a number; empty for one that is not known. */
    static Optional<ElementType> of(int code) {
        return code > 0 && code < ALL.length ? Optional.of(ALL[code]) : Optional.empty();
    }

    /** The type as tensors of requests have it; empty where they cannot. */
    Optional<DType> served() {
        return Optional.ofNullable(served);
    }

    /** Bytes of so many elements; 0 for strings. */
    long bytes(long elements) {
        return bits >= 8 ? elements * (bits / 8) : (elements * bits + 7) / 8;
    }
}
