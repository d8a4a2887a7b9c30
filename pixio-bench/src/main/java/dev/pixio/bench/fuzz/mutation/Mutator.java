package dev.pixio.bench.fuzz.mutation;

import java.util.SplittableRandom;

/** Changes a file. */
public interface Mutator {

    /**
     * A changed copy.
     *
     * @param seed a valid file
     * @param other another valid file of the same kind, which may be the same
     */
    byte[] mutate(byte[] seed, byte[] other, SplittableRandom random);

    /** One of several ways, chosen for each file. */
    static Mutator anyOf(Mutator... mutators) {
        return (seed, other, random) -> mutators[random.nextInt(mutators.length)].mutate(seed, other, random);
    }
}
