package dev.pixio.monitor.report;

import java.util.Optional;

/**
 * A recommended next step.
 *
 * @param title what to do
 * @param reason why, with the values of the run
 * @param command command line, if there is one
 */
record Recommendation(String title, String reason, Optional<String> command) {}
