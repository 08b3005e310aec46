package org.halfspace.workbench;

import java.util.Map;
import org.halfspace.spi.Column;
import org.halfspace.spi.model.HiddenDomain;

/**
 * Where a result came from: what has to be the same for it to come out again.
 */
public record Provenance(
        @Column("Version of Halfspace") String version,
        @Column("The analysis") String analysis,
        @Column("The plugin that it belongs to, with its version") String plugin,
        @Column("The model's file") String model,
        @Column("SHA-256 of the model's file, or of the files of its folder") String modelSha256,
        @Column("How the model was read, as far as that was given; all else by default")
                Map<String, String> modelOptions,
        @Column("The domain that hidden vectors were taken to lie in") String hiddenDomain,
        @Column("The data, as given") String data,
        @Column("How the data were read, as far as that was given; all else by default")
                Map<String, String> dataOptions,
        @Column("The seed") long seed,
        @Column("The parameters, all of them") Map<String, String> parameters) {

    /** The same for a run that took hidden vectors to lie in a domain of its own. */
    Provenance over(HiddenDomain domain) {
        return new Provenance(
                version,
                analysis,
                plugin,
                model,
                modelSha256,
                modelOptions,
                domain.toString(),
                data,
                dataOptions,
                seed,
                parameters);
    }
}
