package org.halfspace.experiment.run;

import java.nio.file.Path;
import org.halfspace.workbench.Progress;

/** Is told how an experiment goes on. Called by one thread at a time. */
public interface StudyProgress {

    /**
     * The run begins, or goes on.
     *
     * @param folder its folder
     * @param jobs how many jobs it has
     * @param done how many of them have ended before
     */
    void run(Path folder, int jobs, int done);

    /**
     * A job begins.
     *
     * @param number its number, from 1
     * @return is told how its tasks go on
     */
    Progress job(int number, String title);

    /**
     * A job has ended.
     *
     * @param reason why it has no answer; null where it has one
     */
    void ended(int number, String title, double seconds, String reason);

    /** Says nothing. */
    static StudyProgress silent() {
        return new StudyProgress() {
            @Override
            public void run(Path folder, int jobs, int done) {}

            @Override
            public Progress job(int number, String title) {
                return Progress.silent();
            }

            @Override
            public void ended(int number, String title, double seconds, String reason) {}
        };
    }
}
