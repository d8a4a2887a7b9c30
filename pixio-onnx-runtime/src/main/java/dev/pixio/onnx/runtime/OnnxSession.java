package dev.pixio.onnx.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * A model in ONNX Runtime; only this class uses its Java API. Thread-safe; closing waits for running calls.
 *
 * @param <M> what its metadata says
 */
final class OnnxSession<M> implements AutoCloseable {

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final M metadata;
    private final ReadWriteLock inUse = new ReentrantReadWriteLock();
    private boolean closed;

    private OnnxSession(OrtEnvironment environment, OrtSession session, M metadata) {
        this.environment = environment;
        this.session = session;
        this.metadata = metadata;
    }

    /**
     * Opens a model.
     *
     * @param outputs that it must have
     * @param parser of its metadata; throws an {@link IllegalArgumentException} if they are of another kind of model
     */
    static <M> OnnxSession<M> open(
            Path model, OnnxOptions options, List<String> outputs, Function<Map<String, String>, M> parser)
            throws IOException {
        if (!Files.exists(model)) {
            throw new OnnxModelException("there is no file " + model);
        }
        if (!Files.isRegularFile(model)) {
            throw new OnnxModelException(model + " is not a file; an ONNX model is a single .onnx file");
        }
        try {
            OrtEnvironment environment = OnnxLibrary.load();
            environment.setTelemetry(false); // on by default on Windows
            OrtSession session = create(environment, model, options);
            try {
                M metadata = parser.apply(session.getMetadata().getCustomMetadata());
                requireNames(session, outputs);
                return new OnnxSession<>(environment, session, metadata);
            } catch (OrtException | RuntimeException e) {
                session.close();
                throw e;
            }
        } catch (OrtException e) {
            throw new OnnxModelException(model + " cannot be used: " + OrtMessages.inOneLine(e), e);
        } catch (IllegalArgumentException e) {
            throw new OnnxModelException(model + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static OrtSession create(OrtEnvironment environment, Path model, OnnxOptions options) throws OrtException {
        try (OrtSession.SessionOptions settings = new OrtSession.SessionOptions()) {
            settings.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL); // errors are thrown as exceptions
            if (options.threads() > 0) {
                settings.setIntraOpNumThreads(options.threads());
            }
            // Spinning would keep the cores busy between calls.
            settings.addConfigEntry("session.intra_op.allow_spinning", "0");
            if (options.provider() == OnnxOptions.Provider.CUDA) {
                if (!OrtEnvironment.getAvailableProviders().contains(ai.onnxruntime.OrtProvider.CUDA)) {
                    throw new IllegalArgumentException(
                            "this ONNX Runtime has no CUDA; put the artifact onnxruntime_gpu on"
                                    + " the class path in place of onnxruntime");
                }
                settings.addCUDA();
            }
            return environment.createSession(model.toAbsolutePath().toString(), settings);
        }
    }

    private static void requireNames(OrtSession session, List<String> outputs) {
        List<String> missing = new ArrayList<>();
        if (!session.getInputNames().contains(EncoderMetadata.PIXELS)) {
            missing.add("input '" + EncoderMetadata.PIXELS + "'");
        }
        for (String name : outputs) {
            if (!session.getOutputNames().contains(name)) {
                missing.add("output '" + name + "'");
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("it has no " + String.join(" and no ", missing));
        }
    }

    M metadata() {
        return metadata;
    }

    /**
     * Runs a batch.
     *
     * @param pixels float {@code [batch, 3, H, W]} in native order; direct memory is not copied
     * @param shape of the batch, {@code {batch, 3, H, W}}
     * @param outputs names of the requested outputs
     * @return the values of each output
     */
    List<float[]> run(FloatBuffer pixels, long[] shape, List<String> outputs) {
        inUse.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the encoder is closed");
            }
            try (OnnxTensor input = OnnxTensor.createTensor(environment, pixels, shape);
                    OrtSession.Result result =
                            session.run(Map.of(EncoderMetadata.PIXELS, input), Set.copyOf(outputs))) {
                List<float[]> values = new ArrayList<>();
                for (String output : outputs) {
                    values.add(values(result, output));
                }
                return values;
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed: " + OrtMessages.inOneLine(e), e);
        } finally {
            inUse.readLock().unlock();
        }
    }

    private static float[] values(OrtSession.Result result, String output) {
        if (result.get(output).orElseThrow() instanceof OnnxTensor tensor) {
            FloatBuffer buffer = tensor.getFloatBuffer();
            float[] values = new float[buffer.remaining()];
            buffer.get(values);
            return values;
        }
        throw new IllegalStateException("the output '" + output + "' is not a tensor");
    }

    @Override
    public void close() {
        inUse.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                session.close();
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed: " + OrtMessages.inOneLine(e), e);
        } finally {
            inUse.writeLock().unlock();
        }
    }
}
