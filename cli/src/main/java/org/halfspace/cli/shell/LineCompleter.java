package org.halfspace.cli.shell;

import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completions, in the line reader's form. */
final class LineCompleter implements Completer {
    private final Completions completions;

    LineCompleter(Completions completions) {
        this.completions = completions;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        for (Completions.Completion one : completions.of(line.line().substring(0, line.cursor()))) {
            String description = one.description().isEmpty() ? null : one.description();
            candidates.add(new Candidate(one.word(), one.word(), null, description, null, null, one.whole()));
        }
    }
}
