package org.halfspace.regions;

/** What a class's decision region is. */
public enum Region {
    /** It has interior and goes on for ever. */
    UNBOUNDED,
    /** It has interior and is bounded. */
    BOUNDED,
    /** It has no interior: the class wins nowhere alone. */
    EMPTY
}
