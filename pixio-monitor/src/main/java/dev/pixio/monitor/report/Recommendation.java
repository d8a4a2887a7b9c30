package dev.pixio.monitor.report;

import java.util.Optional;

/**
 * Something to do next.
 *
 * @param title what
 * @param reason why, from the figures of the run
 * @param command how
 */
record Recommendation(String title, String reason, Optional<String> command) {}
