/**
 * Values, byte formats and service provider interfaces. All of it is public: what is not meant for others is private to
 * its package.
 */
module dev.nightjar.api {
  exports dev.nightjar.api;
  exports dev.nightjar.api.circuit;
  exports dev.nightjar.api.codec;
  exports dev.nightjar.api.cost;
  exports dev.nightjar.api.crypto;
  exports dev.nightjar.api.diagram;
  exports dev.nightjar.api.endpoint;
  exports dev.nightjar.api.engine;
  exports dev.nightjar.api.graph;
  exports dev.nightjar.api.keys;
  exports dev.nightjar.api.model;
  exports dev.nightjar.api.network;
  exports dev.nightjar.api.params;
  exports dev.nightjar.api.primitives;
}
