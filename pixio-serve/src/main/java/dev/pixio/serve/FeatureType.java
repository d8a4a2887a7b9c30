package dev.pixio.serve;

import dev.pixio.http.HttpReply;
import dev.pixio.serve.request.JsonReply;
import dev.pixio.serve.request.RequestException;
import dev.pixio.serve.request.Upload;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How features are sent. */
enum FeatureType {
    /** As text, with the shortest digits that give the same number again. */
    JSON(HttpReply.JSON) {
        @Override
        HttpReply reply(String model, long[] shape, List<Upload> uploads, List<float[]> features) {
            ObjectNode object = JsonReply.object().put("model", model);
            ArrayNode lengths = object.putArray("shape");
            for (long length : shape) {
                lengths.add(length);
            }
            ArrayNode embeddings = object.putArray("embeddings");
            for (int i = 0; i < features.size(); i++) {
                ArrayNode numbers = embeddings
                        .addObject()
                        .put("name", uploads.get(i).name())
                        .putArray("embedding");
                for (float number : features.get(i)) {
                    numbers.add(number);
                }
            }
            return JsonReply.of(object);
        }
    },
    /** Numbers of 32 bits, little-endian, one image after the other; the shape is in the header {@code Pixio-Shape}. */
    RAW("application/octet-stream") {
        @Override
        HttpReply reply(String model, long[] shape, List<Upload> uploads, List<float[]> features) {
            int numbers = features.stream().mapToInt(image -> image.length).sum();
            ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, numbers))
                    .order(ByteOrder.LITTLE_ENDIAN);
            for (float[] image : features) {
                for (float number : image) {
                    bytes.putFloat(number);
                }
            }
            return HttpReply.of(mediaType(), bytes.array())
                    .withHeader("Pixio-Model", model)
                    .withHeader(
                            "Pixio-Shape",
                            features.size() + ","
                                    + Arrays.stream(shape)
                                            .mapToObj(Long::toString)
                                            .collect(Collectors.joining(",")));
        }
    };

    private final String mediaType;

    FeatureType(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }

    /**
     * The response with the features.
     *
     * @param model digest of the weights
     * @param shape of the features of one image
     */
    abstract HttpReply reply(String model, long[] shape, List<Upload> uploads, List<float[]> features);

    /**
     * The type that a client prefers; JSON if it has no preference.
     *
     * @param accept its header
     * @throws RequestException with status 406 if it accepts neither
     */
    static FeatureType accepted(Optional<String> accept) throws RequestException {
        double json = quality(accept.orElse("*/*"), JSON.mediaType);
        double raw = quality(accept.orElse("*/*"), RAW.mediaType);
        if (Math.max(json, raw) <= 0) {
            throw new RequestException(
                    406,
                    "features are sent as " + JSON.mediaType + " or " + RAW.mediaType + ": name one of them in Accept");
        }
        return raw > json ? RAW : JSON;
    }

    /** How much a client wants a type: 0 to 1, by the most specific range that contains it (RFC 9110, section 12.5.1). */
    private static double quality(String accept, String type) {
        List<String> ranges = List.of(type, type.substring(0, type.indexOf('/')) + "/*", "*/*");
        int specific = ranges.size();
        double quality = 0;
        for (String part : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            int rank = ranges.indexOf(part.replaceFirst(";.*", "").strip());
            if (rank >= 0 && rank < specific) {
                specific = rank;
                quality = weight(part);
            }
        }
        return quality;
    }

    private static double weight(String range) {
        for (String parameter : range.split(";", -1)) {
            if (parameter.strip().startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.strip().substring(2));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
