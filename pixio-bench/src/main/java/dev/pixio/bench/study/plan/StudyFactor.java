package dev.pixio.bench.study.plan;

import java.util.List;

/**
 * What is varied along the x axis of a plot.
 *
 * @param name of the plot's file
 * @param axis label of the x axis, with the unit
 * @param values in the order of the axis
 */
public record StudyFactor(String name, String axis, List<Value> values) {

    /**
     * A value of the factor.
     *
     * @param label below the axis
     * @param point that has the value; several factors may share one
     */
    public record Value(String label, StudyPoint point) {}

    public StudyFactor {
        values = List.copyOf(values);
    }

    /** The points of the values. */
    public List<StudyPoint> points() {
        return values.stream().map(Value::point).toList();
    }
}
