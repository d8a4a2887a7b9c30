package dev.pixio.weights.untrusted;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Malicious safetensors files. */
final class HostileHeaders {

    private static final String VALID = "{'dtype':'F32','shape':[2],'data_offsets':[0,8]}";

    private final List<Attack> attacks = new ArrayList<>();

    static List<Attack> all() {
        HostileHeaders headers = new HostileHeaders();
        headers.lengths();
        headers.json();
        headers.ranges();
        headers.types();
        return headers.attacks;
    }

    /** @param json with apostrophes for quotes */
    private void add(String name, String json, int data, String reason) {
        byte[] text = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        attacks.add(new Attack("header: " + name, file(text.length, text, data), reason));
    }

    private static byte[] file(long length, byte[] json, int data) {
        return ByteBuffer.allocate(8 + json.length + data)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put(json)
                .array();
    }

    private void lengths() {
        byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
        for (long length : new long[] {0, 1, 3, 1 << 30, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
            attacks.add(new Attack(
                    "header: one of " + length + " bytes",
                    file(length, json, 0),
                    "is truncated or of an unknown format"));
        }
        attacks.add(new Attack("header: an empty file", new byte[0], "is empty; copy or download it again"));
        attacks.add(new Attack("header: a file of seven bytes", new byte[7], "is truncated or of an unknown format"));
        attacks.add(new Attack("header: a file of zeros", new byte[100], "is truncated or of an unknown format"));
    }

    private void json() {
        add("JSON that ends early", "{'a':", 8, "has a header that is not JSON");
        add("JSON with trailing data", "{'a':" + VALID + "}x", 8, "has a header that is not JSON");
        add("two JSON objects", "{'a':" + VALID + "}{}", 8, "data after its JSON");
        add("JSON nested a million deep", "{'a':" + "[".repeat(1_000_000), 0, "lacks a dtype");
        add(
                "an unknown key nested a million deep",
                "{'a':{'x':" + "[".repeat(1_000_000),
                0,
                "has a header that is not JSON");
        add(
                "the same tensor twice",
                "{'a':" + VALID + ",'a':" + VALID + "}",
                8,
                "has a header that is not JSON: Duplicate");
        add("metadata twice", "{'__metadata__':{},'__metadata__':{},'a':" + VALID + "}", 8, "Duplicate");
        add("metadata of numbers", "{'__metadata__':{'x':1},'a':" + VALID + "}", 8, "is not an object of strings");
        add("metadata that is a list", "{'__metadata__':['x'],'a':" + VALID + "}", 8, "is not an object of strings");
        add(
                "metadata in metadata",
                "{'__metadata__':{'x':{'y':'z'}},'a':" + VALID + "}",
                8,
                "is not an object of strings");
        add("a tensor that is a string", "{'a':'F32'}", 8, "lacks a dtype");
        add(
                "a key of 5000 characters",
                "{'" + "k".repeat(5000) + "':" + VALID + "}",
                8,
                "has a header that is not JSON");
        add(
                "a string of 9 MB",
                "{'__metadata__':{'x':'" + "y".repeat(9 << 20) + "'}}",
                0,
                "has a header that is not JSON");
        byte[] text = ("{\"\u00e4\":" + VALID.replace('\'', '"') + "}").getBytes(StandardCharsets.ISO_8859_1);
        attacks.add(new Attack("header: invalid UTF-8", file(text.length, text, 8), "has a header that is not JSON"));
        StringBuilder many = new StringBuilder("{");
        for (int i = 0; i < 150_000; i++) {
            many.append("'").append(i).append("':{'dtype':'F32','shape':[0],'data_offsets':[0,0]},");
        }
        add("150,000 tensors", many + "'z':" + VALID + "}", 8, "has more than 100000 tensors");
    }

    private void ranges() {
        add("data with a hole", two(8, 16, 17), 17, "the format allows neither holes nor overlaps");
        add("overlapping data", two(4, 12, 0), 12, "the format allows neither holes nor overlaps");
        add("two tensors with the same data", two(0, 8, 0), 8, "the format allows neither holes nor overlaps");
        add("trailing data", "{'a':" + VALID + "}", 9, "has 9 bytes of data, but its tensors have 8");
        add("truncated data", "{'a':" + VALID + "}", 7, "the file is damaged or truncated");
        offsets("an end before the beginning", "[8,0]", "should lie at bytes 8 to 0");
        offsets("a negative offset", "[-8,0]", "should lie at bytes -8 to 0");
        offsets(
                "an offset of 2^63 - 1",
                "[9223372036854775799,9223372036854775807]",
                "the file is damaged or truncated");
        offsets("an offset of 2^63", "[0,9223372036854775808]", "integers below 2^63");
        offsets("an offset of 10^40", "[0," + "1".repeat(40) + "]", "has a header that is not JSON");
        offsets("an offset that is NaN", "[0,NaN]", "has a header that is not JSON");
        offsets("an offset of 8e0", "[0,8e0]", "integers below 2^63");
        offsets("an offset of 8.0", "[0,8.0]", "integers below 2^63");
        offsets("offsets that are strings", "['0','8']", "integers below 2^63");
        offsets("three offsets", "[0,4,8]", "lacks a shape or its data_offsets");
        offsets("no offsets", "null", "integers below 2^63");
    }

    private static String two(long begin, long end, long last) {
        long length = Math.max(end, last) - begin;
        return "{'a':" + VALID + ",'b':{'dtype':'U8','shape':[" + (end - begin) + "],'data_offsets':["
                + (last > end ? begin + length - (end - begin) : begin) + "," + (last > end ? last : end) + "]}}";
    }

    private void offsets(String name, String offsets, String reason) {
        add(name, "{'a':{'dtype':'F32','shape':[2],'data_offsets':" + offsets + "}}", 8, reason);
    }

    private void types() {
        shape("a shape of another size", "[3]", "do not match its shape");
        shape("a negative length", "[-2]", "do not match its shape");
        shape("two negative lengths", "[-2,-1]", "do not match its shape");
        shape("a size that overflows to eight", "[4611686018427387904,4,2]", "do not match its shape");
        shape("a size that overflows beside a zero", "[0,4611686018427387904,4611686018427387904]", "do not match");
        shape("65 dimensions", "[" + "1,".repeat(64) + "2]", "at most 64 integers");
        shape("a nested shape", "[[2]]", "integers below 2^63");
        shape("a length that is a boolean", "[true]", "integers below 2^63");
        shape("no shape", "null", "integers below 2^63");
        for (String dtype : new String[] {"'F33'", "'f32'", "'F4'", "'F6_E2M3'", "''", "7", "null", "['F32']"}) {
            add(
                    "the dtype " + dtype,
                    "{'a':{'dtype':" + dtype + ",'shape':[2],'data_offsets':[0,8]}}",
                    8,
                    dtype.startsWith("[") ? "" : "which is not supported");
        }
    }

    private void shape(String name, String shape, String reason) {
        add(name, "{'a':{'dtype':'F32','shape':" + shape + ",'data_offsets':[0,8]}}", 8, reason);
    }
}
