package org.halfspace.experiment.store;

import java.util.Map;
import org.halfspace.spi.Column;

/** A job, as the run's table of them has it. */
public record JobRecord(
        @Column("The job's number, in the order of the plan, from 0") int job,
        @Column("What the job is, as a hash of its analysis, model, data, parameters and seed") String id,
        @Column("The analysis") String analysis,
        @Column("The model's name in the experiment") String model,
        @Column("The data set's name in the experiment; empty where there is none") String data,
        @Column("The seed") long seed,
        @Column("The parameters that the matrix varies: name=value, ...") String point,
        @Column("waiting, running, done or failed") String state,
        @Column("How many items its plan has") Integer items,
        @Column("How many tasks are done") Integer tasks,
        @Column("How many tasks failed") Integer failedTasks,
        @Column("How many rows it gave") Long rows,
        @Column(value = "How long it took, without what earlier sessions did", unit = "seconds") Double seconds,
        @Column("Why it failed") String reason,
        @Column("Where hidden vectors lie, for this model") String hiddenDomain,
        @Column("All parameters, given or by default") Map<String, String> parameters) {

    /** What it is, in one line. */
    public String title() {
        StringBuilder title = new StringBuilder(analysis).append(" · ").append(model);
        if (data != null) {
            title.append(" · ").append(data);
        }
        return point.isEmpty()
                ? title.toString()
                : title.append(" · ").append(point).toString();
    }
}
