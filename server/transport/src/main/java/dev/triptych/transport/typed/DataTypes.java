package dev.triptych.transport.typed;

import dev.triptych.spi.tensor.DType;
import dev.triptych.v1.DataType;

/** Element types as the wire names them. */
final class DataTypes {
    private DataTypes() {}

    /** The wire's name; texts have none. */
    static DataType of(DType type) {
        return switch (type) {
            case BOOL -> DataType.DATA_TYPE_BOOL;
            case UINT8 -> DataType.DATA_TYPE_UINT8;
            case UINT16 -> DataType.DATA_TYPE_UINT16;
            case UINT32 -> DataType.DATA_TYPE_UINT32;
            case UINT64 -> DataType.DATA_TYPE_UINT64;
            case INT8 -> DataType.DATA_TYPE_INT8;
            case INT16 -> DataType.DATA_TYPE_INT16;
            case INT32 -> DataType.DATA_TYPE_INT32;
            case INT64 -> DataType.DATA_TYPE_INT64;
            case FP16 -> DataType.DATA_TYPE_FLOAT16;
            case BF16 -> DataType.DATA_TYPE_BFLOAT16;
            case FP32 -> DataType.DATA_TYPE_FLOAT32;
            case FP64 -> DataType.DATA_TYPE_FLOAT64;
            case BYTES -> throw new IllegalArgumentException("a feature is numbers, never texts");
        };
    }
}
