package dev.pixio.train.optim.update;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * How a parameter is updated. Parameters of equal rules are updated together.
 *
 * @param decayed whether weight decay applies
 * @param rateScale factor of the learning rate, at least 0
 */
public record UpdateRule(boolean decayed, double rateScale) {

    /** The different rules in the order in which they are applied: those with weight decay first, otherwise as they occur. */
    static List<UpdateRule> distinct(Collection<UpdateRule> rules) {
        return rules.stream()
                .distinct()
                .sorted(Comparator.comparing((UpdateRule rule) -> !rule.decayed)) // stable
                .toList();
    }
}
