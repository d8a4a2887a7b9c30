package dev.pixio.weights.untrusted;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Malicious indexes of shards. {@code good.safetensors} in the same folder contains one tensor {@code a}. */
final class HostileIndexes {

    private final List<Attack> attacks = new ArrayList<>();

    static List<Attack> all() {
        HostileIndexes indexes = new HostileIndexes();
        for (String path : new String[] {
            "../good.safetensors",
            "/etc/passwd",
            "..",
            ".",
            "",
            "sub/good.safetensors",
            "..\\\\good.safetensors",
            "C:good.safetensors",
            "good.safetensors\\u0000.txt",
            "good.safetensors\\n",
            "\\u202egood.safetensors",
            ".hidden"
        }) {
            indexes.add(
                    "the shard '" + path + "'",
                    "{'weight_map':{'a':'" + path + "'}}",
                    "which is not a plain file name");
        }
        indexes.add(
                "a shard that is missing",
                "{'weight_map':{'a':'other.safetensors'}}",
                "in the same folder, which does not exist");
        indexes.add("a shard that is the index", "{'weight_map':{'a':'attack'}}", "is not a safetensors file");
        indexes.add(
                "a tensor that the shard lacks",
                "{'weight_map':{'a':'good.safetensors','b':'good.safetensors'}}",
                "maps 'b' to good.safetensors, which does not contain it");
        indexes.add("a tensor that is not listed", "{'weight_map':{'b':'good.safetensors'}}", "contains 'a', which");
        indexes.add("a map of numbers", "{'weight_map':{'a':1}}", "is not an object of strings");
        indexes.add("a map that is a list", "{'weight_map':['a']}", "is not an object of strings");
        indexes.add("no map", "{'metadata':{'total_size':8}}", "has no weight_map");
        indexes.add("a map that is null", "{'weight_map':null}", "has no weight_map");
        indexes.add("two maps", "{'weight_map':{},'weight_map':{'a':'good.safetensors'}}", "Duplicate");
        indexes.add("JSON cut short", "{'weight_map':{'a':'good", "is not JSON");
        indexes.add("JSON with trailing data", "{'weight_map':{'a':'good.safetensors'}} [", "after its JSON");
        indexes.add("JSON nested a million deep", "{'metadata':" + "[".repeat(1_000_000), "is not JSON");
        StringBuilder many = new StringBuilder("{'weight_map':{");
        for (int i = 0; i < 150_000; i++) {
            many.append("'").append(i).append("':'good.safetensors',");
        }
        indexes.add("150,000 names", many + "'a':'good.safetensors'}}", "at most 100000");
        return indexes.attacks;
    }

    private void add(String name, String json, String reason) {
        attacks.add(new Attack("index: " + name, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), reason));
    }
}
