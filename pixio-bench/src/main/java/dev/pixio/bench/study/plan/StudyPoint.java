package dev.pixio.bench.study.plan;

/**
 * A point of a study: the options of a pre-training, which is repeated with each seed.
 *
 * @param name letters, digits, dots, hyphens and underscores; also the name of its folder
 * @param options of {@code pretrain}, the common ones included
 */
public record StudyPoint(String name, CommandOptions options) {}
