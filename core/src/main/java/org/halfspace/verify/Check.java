package org.halfspace.verify;

import org.halfspace.spi.Column;

/** How the check of a claim came out. */
public record Check(
        @Column("The claim") String claim,
        @Column("Whether it stands") boolean holds,
        @Column("What was measured") double measured,
        @Column("What rounding alone can make of it: the claim stands below this") double bound) {}
