package org.halfspace.experiment.run;

import java.util.Map;
import java.util.Optional;
import org.halfspace.experiment.file.Job;
import org.halfspace.experiment.file.Study;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.workbench.Workbench;

/** Opens what jobs look at, and keeps the last one, since the next job mostly looks at the same. Used by one thread. */
final class Subjects implements AutoCloseable {
    private final Workbench workbench;
    private final Study study;
    private String key = "";
    private Subject subject;
    private RuntimeException failure;

    Subjects(Workbench workbench, Study study) {
        this.workbench = workbench;
        this.study = study;
    }

    /** @throws org.halfspace.spi.InputException if the model or the data cannot be used */
    Subject of(Job job) {
        String wanted = job.model() + "\n" + job.data().orElse("");
        if (!wanted.equals(key)) {
            close();
            key = wanted;
            try {
                subject = workbench.open(inputs(job));
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return subject;
    }

    private Workbench.Inputs inputs(Job job) {
        Study.Model model = study.model(job.model());
        Optional<Study.Data> data = job.data().map(study::data);
        return new Workbench.Inputs(
                model.file(),
                model.options(),
                data.map(Study.Data::argument),
                data.map(Study.Data::options).orElse(Map.of()));
    }

    @Override
    public void close() {
        if (subject != null) {
            subject.classifier().close();
        }
        subject = null;
        failure = null;
        key = "";
    }
}
