package dev.pixio.serve.request;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.fileupload.MultipartStream;
import org.apache.commons.fileupload.ParameterParser;

/** The files of a body: the body itself, or the parts of {@code multipart/form-data}. */
final class Uploads {

    private static final int LONGEST_BOUNDARY = 70; // RFC 2046
    private static final int LARGEST_PART_HEAD = 4096;
    private static final int BUFFER = 8192;
    private static final String ACCEPTED = "send one image with 'Content-Type: image/jpeg' (or another image type, or"
            + " application/octet-stream), or several as multipart/form-data";

    private Uploads() {}

    /**
     * The files of a body, at least one.
     *
     * @param contentType of the request; empty if it states none
     * @throws RequestException if the body has another type, is damaged, empty, or contains too many files
     */
    static List<Upload> of(Optional<String> contentType, byte[] body, int limit) throws RequestException {
        String type = contentType.orElse("application/octet-stream");
        String media = type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        if (media.equals("multipart/form-data")) {
            return parts(boundary(type), body, limit);
        }
        if (!media.startsWith("image/") && !media.equals("application/octet-stream")) {
            throw new RequestException(
                    415, "a body of type '" + new Upload(media, new byte[0]).name() + "': " + ACCEPTED);
        }
        if (body.length == 0) {
            throw new RequestException(400, "the body is empty: " + ACCEPTED);
        }
        return List.of(new Upload("image 1", body));
    }

    private static byte[] boundary(String type) throws RequestException {
        String boundary = parameters(type).get("boundary");
        if (boundary == null || boundary.isEmpty() || boundary.length() > LONGEST_BOUNDARY) {
            throw new RequestException(
                    400, "the type multipart/form-data needs a boundary of 1 to " + LONGEST_BOUNDARY + " characters");
        }
        return boundary.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<Upload> parts(byte[] boundary, byte[] body, int limit) throws RequestException {
        List<Upload> files = new ArrayList<>();
        try {
            MultipartStream stream =
                    new MultipartStream(new ByteArrayInputStream(body), boundary, BUFFER + boundary.length, null);
            stream.setPartHeaderSizeMax(LARGEST_PART_HEAD);
            for (boolean more = stream.skipPreamble(); more; more = stream.readBoundary()) {
                if (files.size() == limit) {
                    throw new RequestException(
                            413, "more than " + limit + " images in a request: send several requests");
                }
                String name = name(stream.readHeaders(), files.size() + 1);
                ByteArrayOutputStream content = new ByteArrayOutputStream();
                stream.readBodyData(content);
                files.add(new Upload(name, content.toByteArray()));
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new RequestException(
                    400, "the body is no complete multipart/form-data: its parts or its end are damaged");
        }
        if (files.isEmpty()) {
            throw new RequestException(400, "the multipart/form-data has no parts: " + ACCEPTED);
        }
        return files;
    }

    /** The name of a part's file, or else of its field. */
    private static String name(String head, int number) {
        for (String line : head.lines().toList()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-disposition:")) {
                Map<String, String> parameters = parameters(line);
                String name = parameters.getOrDefault("filename", parameters.getOrDefault("name", ""));
                if (!name.isBlank()) {
                    return name;
                }
            }
        }
        return "image " + number;
    }

    private static Map<String, String> parameters(String header) {
        ParameterParser parser = new ParameterParser();
        parser.setLowerCaseNames(true);
        Map<String, String> parameters = parser.parse(header, ';');
        parameters.values().removeIf(value -> value == null);
        return parameters;
    }
}
