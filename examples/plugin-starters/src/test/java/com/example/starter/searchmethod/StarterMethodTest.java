package com.example.starter.searchmethod;

import org.halfspace.spi.search.SearchMethod;
import org.halfspace.testkit.PluginRules;
import org.halfspace.testkit.SearchMethodContract;
import org.junit.jupiter.api.Test;

/** Inherits what every method has to keep: matches in every norm, the same answer twice, nothing changed that it is given. */
class StarterMethodTest extends SearchMethodContract {

    @Override
    protected SearchMethod method() {
        return new StarterMethod();
    }

    @Test
    void usesOnlyWhatPluginsArePromised() {
        PluginRules.check("com.example.starter.searchmethod");
    }
}
