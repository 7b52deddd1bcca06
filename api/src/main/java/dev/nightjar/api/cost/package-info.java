/**
 * What circuits cost: the work that one inference takes, counted, and what that takes in time on a machine. Nothing
 * here measures anything; who runs engines does.
 */
package dev.nightjar.api.cost;
