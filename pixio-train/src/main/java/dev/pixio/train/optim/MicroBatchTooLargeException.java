package dev.pixio.train.optim;

/** A micro-batch that did not fit the memory; some of the batch's gradients may have been added already. */
public final class MicroBatchTooLargeException extends Exception {

    private static final long serialVersionUID = 1L;

    public MicroBatchTooLargeException(Throwable reason) {
        super(firstLine(reason), reason);
    }

    /** libtorch's messages go on with a stack of C++ frames. */
    private static String firstLine(Throwable reason) {
        return String.valueOf(reason.getMessage()).lines().findFirst().orElse("");
    }
}
