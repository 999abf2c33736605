package dev.triptych.transport.typed;

import com.google.protobuf.ByteString;
import dev.triptych.spi.model.Embedding;
import dev.triptych.v1.DataType;
import dev.triptych.v1.Vector;

/** Writes vectors: little-endian bytes, copied once out of pooled memory. */
final class Vectors {
    private Vectors() {}

    /** The vector of an embedding, which stays open. */
    static Vector write(Embedding embedding) {
        return Vector.newBuilder()
                .setData(ByteString.copyFrom(embedding.vector().host()))
                .setDtype(DataType.DATA_TYPE_FLOAT32)
                .setDim(embedding.space().dim())
                .setSpace(embedding.space().id())
                .setNormalized(embedding.normalized())
                .build();
    }
}
