package dev.pixio.weights.safetensors;

import dev.pixio.weights.safetensors.SafetensorsHeader.Entry;
import dev.pixio.weights.tensor.Dtype;
import dev.pixio.weights.tensor.StrictJson;
import dev.pixio.weights.tensor.WeightsException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The JSON object of a safetensors header. It is read token by token: a tree could need twenty times as much memory.
 *
 * @param metadata texts by name
 * @param entries tensors by name; the size of each matches its shape
 */
record HeaderJson(Map<String, String> metadata, Map<String, Entry> entries) {

    /** Far more than the largest models have. */
    private static final int MOST_TENSORS = 100_000;

    private static final int MOST_DIMENSIONS = 64;

    static HeaderJson read(ByteBuffer json, Path path) throws WeightsException {
        HeaderJson header = new HeaderJson(new LinkedHashMap<>(), new LinkedHashMap<>());
        try (JsonParser parser = StrictJson.parser(json)) {
            header.read(parser, path);
        } catch (JacksonException e) {
            throw new WeightsException(path + " has a header that is not JSON: " + e.getOriginalMessage());
        }
        return header;
    }

    private void read(JsonParser parser, Path path) throws WeightsException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new WeightsException(path + " has a header that is not a JSON object");
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("__metadata__")) {
                metadata.putAll(StrictJson.strings(parser, path + ": its __metadata__"));
            } else if (entries.size() >= MOST_TENSORS) {
                throw new WeightsException(path + " has more than " + MOST_TENSORS + " tensors");
            } else if (value != JsonToken.START_OBJECT) {
                throw new WeightsException(path + ": tensor '" + name + "' lacks a dtype, a shape or its data_offsets");
            } else {
                entries.put(name, entry(parser, path + ": tensor '" + name + "'"));
            }
        }
        StrictJson.requireEnd(parser, path);
    }

    private static Entry entry(JsonParser parser, String what) throws WeightsException {
        String dtypeName = "";
        List<Long> shape = List.of(-1L);
        List<Long> offsets = List.of();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            switch (key) {
                case "dtype" -> dtypeName = parser.hasToken(JsonToken.VALUE_STRING) ? parser.getString() : "";
                case "shape" -> shape = longs(parser, what);
                case "data_offsets" -> offsets = longs(parser, what);
                default -> parser.skipChildren();
            }
        }
        String name = dtypeName;
        Dtype dtype = Dtype.named(name)
                .orElseThrow(
                        () -> new WeightsException(what + " has the dtype '" + name + "', which is not supported"));
        if (offsets.size() != 2 || shape.equals(List.of(-1L))) {
            throw new WeightsException(what + " lacks a shape or its data_offsets");
        }
        return checked(dtype, shape, offsets.get(0), offsets.get(1), what);
    }

    private static Entry checked(Dtype dtype, List<Long> shape, long begin, long end, String what)
            throws WeightsException {
        if (begin < 0 || end < begin) {
            throw new WeightsException(what + " should lie at bytes " + begin + " to " + end);
        }
        if (dtype.byteSize(shape) != end - begin) {
            throw new WeightsException(what + " of " + dtype + " " + shape + " has " + (end - begin)
                    + " bytes, which do not match its shape");
        }
        return new Entry(dtype, List.copyOf(shape), begin, end - begin);
    }

    private static List<Long> longs(JsonParser parser, String what) throws WeightsException {
        List<Long> values = new ArrayList<>();
        boolean array = parser.hasToken(JsonToken.START_ARRAY);
        while (array && parser.nextToken() == JsonToken.VALUE_NUMBER_INT && values.size() < MOST_DIMENSIONS) {
            if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                break;
            }
            values.add(parser.getLongValue());
        }
        if (!array || !parser.hasToken(JsonToken.END_ARRAY)) {
            throw new WeightsException(
                    what + " lacks a shape or its data_offsets, at most " + MOST_DIMENSIONS + " integers below 2^63");
        }
        return values;
    }
}
