package dev.pixio.bench.profile;

/**
 * A time in which a thread, or a stream of a GPU, was at one operator or kernel.
 *
 * @param start in microseconds
 * @param end in microseconds
 * @param kind of the work
 * @param name of the operator or kernel
 * @param calls 1 for the first interval of a call, 0 for those after operators that it calls
 */
record Interval(double start, double end, KindOfWork kind, String name, int calls) {}
