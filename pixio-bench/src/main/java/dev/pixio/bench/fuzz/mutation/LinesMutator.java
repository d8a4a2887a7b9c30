package dev.pixio.bench.fuzz.mutation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Changes one line of a file of lines with another mutator, or their order and number. */
public record LinesMutator(Mutator line) implements Mutator {

    @Override
    public byte[] mutate(byte[] seed, byte[] other, SplittableRandom random) {
        List<String> lines =
                new ArrayList<>(new String(seed, StandardCharsets.UTF_8).lines().toList());
        if (lines.isEmpty()) {
            return seed;
        }
        int at = random.nextInt(lines.size());
        String chosen = lines.get(at);
        switch (random.nextInt(6)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(random.nextInt(lines.size()), chosen);
            default -> {
                byte[] bytes = chosen.getBytes(StandardCharsets.UTF_8);
                lines.set(at, new String(line.mutate(bytes, bytes, random), StandardCharsets.UTF_8));
            }
        }
        return String.join("\n", lines).concat("\n").getBytes(StandardCharsets.UTF_8);
    }
}
