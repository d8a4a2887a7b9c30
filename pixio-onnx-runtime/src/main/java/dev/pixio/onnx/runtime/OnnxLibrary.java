package dev.pixio.onnx.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import dev.pixio.image.LinkFailure;
import java.io.IOException;
import java.util.Objects;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Loads the native library of ONNX Runtime, which it unpacks to the folder for temporary files in each process. */
final class OnnxLibrary {

    private OnnxLibrary() {}

    /**
     * The environment of ONNX Runtime.
     *
     * @throws IOException if the library cannot be unpacked or loaded; its message has the folder and the reason
     */
    static OrtEnvironment load() throws IOException {
        Logger logger = Logger.getLogger("ai.onnxruntime.OnnxRuntime");
        FailureHandler failures = new FailureHandler();
        boolean parents = logger.getUseParentHandlers();
        logger.addHandler(failures);
        logger.setUseParentHandlers(false); // it logs a failure with a stack trace, and throws no reason
        try {
            return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        } catch (LinkageError e) {
            String reason = LinkFailure.reason(Objects.requireNonNullElse(failures.failure, e));
            throw new IOException(
                    "ONNX Runtime cannot be unpacked to " + System.getProperty("java.io.tmpdir")
                            + " (the property java.io.tmpdir) or loaded: " + reason,
                    e);
        } finally {
            logger.setUseParentHandlers(parents);
            logger.removeHandler(failures);
        }
    }

    /** Keeps the last failure that is logged. */
    private static final class FailureHandler extends Handler {

        private @Nullable Throwable failure;

        @Override
        public void publish(LogRecord record) {
            if (record.getThrown() != null) {
                failure = record.getThrown();
            }
        }

        @Override
        public void flush() {
            // nothing is buffered
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
