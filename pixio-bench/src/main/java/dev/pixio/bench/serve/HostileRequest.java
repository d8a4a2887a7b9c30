package dev.pixio.bench.serve;

import dev.pixio.bench.fuzz.mutation.ByteMutator;
import dev.pixio.bench.fuzz.mutation.Mutator;
import dev.pixio.bench.fuzz.mutation.PngMutator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The bytes of a request that a well-meaning client would not send: a valid head with a changed image or changed
 * multipart/form-data, or a changed head.
 *
 * @param kind for counts
 * @param bytes of the whole request
 */
@SuppressWarnings("ArrayRecordComponent") // sent once
record HostileRequest(String kind, byte[] bytes) {

    private static final List<String> HEADS = List.of(
            "POST /v1/embed HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 999999999999\r\n\r\n",
            "POST /v1/embed HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
            "POST /v1/embed HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFF\r\nabc",
            "POST /v1/embed HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
            "GET /../../../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /v1/model?%ZZ HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /metrics HTTP/1.1\r\n\r\n",
            "GET /metrics HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "BREW /v1/embed HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "POST http://evil.example/v1/embed HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n",
            "GET /health HTTP/9.9\r\nHost: localhost\r\n\r\n",
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
            "POST /v1/embed HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n",
            "POST /v1/embed HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=\r\nContent-Length: 2\r\n\r\nab",
            "POST /v1/embed HTTP/1.1\r\nHost: localhost\r\nAccept: a/b;q=,,;;\r\nContent-Type: ;;;\r\nContent-Length: 2\r\n\r\nab");

    private static final Mutator CHANGES = Mutator.anyOf(new ByteMutator(), new ByteMutator(), new PngMutator());
    private static final Mutator BYTES = new ByteMutator();
    private static final String BOUNDARY = "b0undary";

    /** The next request, by a generator with a seed. */
    static HostileRequest next(List<byte[]> images, SplittableRandom random) {
        byte[] image = images.get(random.nextInt(images.size()));
        byte[] other = images.get(random.nextInt(images.size()));
        return switch (random.nextInt(4)) {
            case 0 -> new HostileRequest("image", request("image/png", changed(image, other, random)));
            case 1 ->
                new HostileRequest(
                        "multipart",
                        request(
                                "multipart/form-data; boundary=" + BOUNDARY,
                                BYTES.mutate(multipart(image, other), multipart(other, image), random)));
            case 2 ->
                new HostileRequest(
                        "head", BYTES.mutate(request("image/png", image), request("image/jpeg", other), random));
            default -> new HostileRequest("protocol", protocol(random));
        };
    }

    private static byte[] changed(byte[] image, byte[] other, SplittableRandom random) {
        boolean png = image.length > 8 && image[1] == 'P' && image[2] == 'N';
        return (png ? CHANGES : BYTES).mutate(image, other, random);
    }

    private static byte[] protocol(SplittableRandom random) {
        byte[] head = ascii(HEADS.get(random.nextInt(HEADS.size())));
        byte[] other = ascii(HEADS.get(random.nextInt(HEADS.size())));
        return switch (random.nextInt(4)) {
            case 0 -> BYTES.mutate(head, other, random);
            case 1 -> ascii("GET /" + "a".repeat(1 << random.nextInt(16)) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            case 2 ->
                ascii("GET /health HTTP/1.1\r\nHost: localhost\r\n"
                        + "X-Many: 1\r\n".repeat(random.nextInt(500))
                        + "\r\n");
            default -> head;
        };
    }

    private static byte[] multipart(byte[] first, byte[] second) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] file : List.of(first, second)) {
            body.writeBytes(ascii("--" + BOUNDARY
                    + "\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n\r\n"));
            body.writeBytes(file);
            body.writeBytes(ascii("\r\n"));
        }
        body.writeBytes(ascii("--" + BOUNDARY + "--\r\n"));
        return body.toByteArray();
    }

    private static byte[] request(String type, byte[] body) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(ascii("POST /v1/embed HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type
                + "\r\nContent-Length: " + body.length + "\r\nConnection: close\r\n\r\n"));
        all.writeBytes(body);
        return all.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
