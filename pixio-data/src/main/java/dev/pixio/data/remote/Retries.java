package dev.pixio.data.remote;

import dev.pixio.io.FailureReason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;

/** How often and how long a server that does not answer is waited for. */
final class Retries {

    /** The milliseconds before the second attempt; the system property of this name replaces them. */
    static final String FIRST_WAIT = "pixio.http.wait";

    /** Attempts in a row that bring no byte: three minutes of waiting. */
    static final int ATTEMPTS = 10;

    /** Attempts at the first contact, where a mistake in the address is more likely than an outage. */
    static final int FIRST_CONTACT = 4;

    private static final long DEFAULT_WAIT = 500;

    /** The longest wait as a multiple of the first: a minute. */
    private static final long LONGEST = 120;

    private Retries() {}

    /** Waits after a failure: doubled for each further one, up to a minute. */
    static void await(int failures) throws InterruptedException {
        long first = Long.getLong(FIRST_WAIT, DEFAULT_WAIT);
        Thread.sleep(Math.min(first << (failures - 1), first * LONGEST));
    }

    /** Why a server was not reached, in one line. */
    static String reason(IOException e) {
        if (e instanceof UnknownHostException) {
            return "there is no server of this name, or no network";
        }
        if (e instanceof ConnectException) {
            return "the server refuses the connection, or is not reached";
        }
        if (e instanceof SocketTimeoutException) {
            return "the server does not answer in time";
        }
        return FailureReason.of(e);
    }
}
