package dev.triptych.backend.onnxruntime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The few things that ONNX Runtime's Java classes can do but do not offer, reached by reflection and checked against the
 * pinned version by tests. Each has a fallback, so that another version of the library costs a feature and no more.
 */
final class Internals {
    private static final Logger LOG = System.getLogger(Internals.class.getName());
    private static final String RUNTIME = "ai.onnxruntime.OnnxRuntime";
    private static final int WARNING = 2;

    private Internals() {}

    /** The platform as the jar's folders name it, such as {@code linux-x64}; loads no native library. */
    static Optional<String> platform() {
        try {
            return Optional.of((String) runtimeField("OS_ARCH_STR").get(null));
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            LOG.log(Level.DEBUG, "the platform is not known", e);
            return Optional.empty();
        }
    }

    /**
     * Takes one more native reference to the environment, so that the library's shutdown hook gives back one of several and
     * frees nothing. The native environment is one counted object in the process.
     */
    static void holdEnvironment(OrtEnvironment environment) {
        try {
            Method create = OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class, String.class);
            create.setAccessible(true);
            Object held = create.invoke(null, apiHandle(), WARNING, "triptych");
            LOG.log(Level.DEBUG, () -> "holding " + environment + " by " + (held != null));
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.WARNING, "ONNX Runtime's environment is freed at exit; end all runs before", e);
        }
    }

    /** Removes the empty temporary directory that the library makes at each start and would leave behind at a halt. */
    static void removeTemporaryDirectory() {
        try {
            if (runtimeField("tempDirectory").get(null) instanceof Path directory) {
                Files.deleteIfExists(directory);
            }
        } catch (IOException | ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.DEBUG, "a temporary directory stays behind until exit", e);
        }
    }

    /**
     * A tensor of a type that the library has natively but cannot make from Java: the unsigned integers.
     *
     * @throws OrtException when ONNX Runtime refuses, or the way is barred in its version
     */
    static OnnxTensor tensor(OrtEnvironment environment, ByteBuffer data, long[] shape, OnnxTensorType type)
            throws OrtException {
        try {
            Field allocatorField = OrtEnvironment.class.getDeclaredField("defaultAllocator");
            allocatorField.setAccessible(true);
            Object allocator = allocatorField.get(environment);
            Field handleField = allocator.getClass().getDeclaredField("handle");
            handleField.setAccessible(true);
            long allocatorHandle = handleField.getLong(allocator);
            long handle = (long) factory()
                    .invoke(
                            null,
                            apiHandle(),
                            allocatorHandle,
                            data,
                            data.position(),
                            (long) data.remaining(),
                            shape,
                            type.value);
            Constructor<TensorInfo> info =
                    TensorInfo.class.getDeclaredConstructor(long[].class, OnnxJavaType.class, OnnxTensorType.class);
            info.setAccessible(true);
            Constructor<OnnxTensor> tensor = OnnxTensor.class.getDeclaredConstructor(
                    long.class, long.class, TensorInfo.class, Buffer.class, boolean.class);
            tensor.setAccessible(true);
            return tensor.newInstance(
                    handle,
                    allocatorHandle,
                    info.newInstance(shape.clone(), OnnxJavaType.mapFromOnnxTensorType(type), type),
                    data,
                    false);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof OrtException cause ? cause : new OrtException("no tensor of " + type);
        } catch (ReflectiveOperationException e) {
            throw new OrtException("no tensor of " + type);
        }
    }

    /** Whether {@link #tensor} has a way in this version of the library. */
    static boolean makesUnsigned() {
        try {
            return factory() != null;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return false;
        }
    }

    private static Method factory() throws ReflectiveOperationException {
        Method method = OnnxTensor.class.getDeclaredMethod(
                "createTensorFromBuffer",
                long.class,
                long.class,
                Buffer.class,
                int.class,
                long.class,
                long[].class,
                int.class);
        method.setAccessible(true);
        return method;
    }

    private static Object apiHandle() throws ReflectiveOperationException {
        return runtimeField("ortApiHandle").get(null);
    }

    private static Field runtimeField(String name) throws ReflectiveOperationException {
        Field field = Class.forName(RUNTIME, true, OrtEnvironment.class.getClassLoader())
                .getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
