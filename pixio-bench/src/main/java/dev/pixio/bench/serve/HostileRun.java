package dev.pixio.bench.serve;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Sends hostile requests one after the other. A response is a success, a refusal (4xx, or 503 with its reason), or none; another
 * status, a hang, or a later wrong answer to a good request is a fault.
 */
public final class HostileRun {

    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int GOOD_EVERY = 500;

    private final URI server;
    private final List<byte[]> images;
    private final SplittableRandom random;
    private final Map<String, Long> counts = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();

    /**
     * A run.
     *
     * @param images that are changed; the first one is a good one
     */
    public HostileRun(URI server, List<byte[]> images, long seed) {
        this.server = server;
        this.images = List.copyOf(images);
        this.random = new SplittableRandom(seed);
    }

    /** Sends requests; returns what went wrong, a line each. */
    public List<String> send(int requests) throws IOException, InterruptedException {
        byte[] expected = good();
        for (int i = 1; i <= requests; i++) {
            HostileRequest request = HostileRequest.next(images, random);
            try {
                count(request, i, status(request));
            } catch (SocketTimeoutException e) {
                faults.add("request " + i + " (" + request.kind() + ") had no answer within a minute");
            }
            if (i % GOOD_EVERY == 0 || i == requests) {
                if (!Arrays.equals(expected, good())) {
                    faults.add("after request " + i + " a good image had other features");
                }
            }
        }
        if (!new ServerClient(server).isHealthy()) {
            faults.add("the server does not answer");
        }
        return List.copyOf(faults);
    }

    /** Responses by kind of request and status; 0 is a connection that was closed without one. */
    public Map<String, Long> counts() {
        return Map.copyOf(counts);
    }

    /** By a new connection: the server closes idle ones. */
    private byte[] good() throws IOException, InterruptedException {
        HttpResponse<byte[]> response = new ServerClient(server).embed(images.get(0));
        if (response.statusCode() != 200) {
            faults.add("a good image was answered with " + response.statusCode());
        }
        return response.body();
    }

    private void count(HostileRequest request, int number, int status) {
        counts.merge(request.kind() + " " + status, 1L, Long::sum);
        if (status >= 500 && status != 503 && status != 501 && status != 505) {
            faults.add("request " + number + " (" + request.kind() + ") was answered with " + status);
        }
    }

    /** The status of the response, 0 if the server closes the connection without one. */
    private int status(HostileRequest request) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            try {
                OutputStream out = socket.getOutputStream();
                out.write(request.bytes());
                out.flush();
                socket.shutdownOutput();
                return status(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                return 0; // closed while the request was sent
            }
        }
    }

    private static int status(String response) {
        return response.matches("(?s)HTTP/1\\.[01] \\d{3}.*") ? Integer.parseInt(response.substring(9, 12)) : 0;
    }
}
