package dev.pixio.train.optim;

/** A micro-batch did not fit into memory; gradients of earlier micro-batches may have been added. */
public final class MicroBatchTooLargeException extends Exception {

    private static final long serialVersionUID = 1L;

    public MicroBatchTooLargeException(Throwable reason) {
        super(firstLine(reason), reason);
    }

    /** libtorch's messages end with a C++ stack trace. */
    private static String firstLine(Throwable reason) {
        return String.valueOf(reason.getMessage()).lines().findFirst().orElse("");
    }
}
