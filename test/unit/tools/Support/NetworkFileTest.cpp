//===- NetworkFileTest.cpp ------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NetworkFile.h"

#include "../../Support/TestDirectory.h"

#include <fstream>

using namespace lowres;

namespace {

using Type = LayerDescription::Type;

class NetworkFileTest : public ::testing::Test {
protected:
  Result<NetworkDescription> read(const std::string &text) const {
    std::ofstream(path) << text;
    return readNetworkFile(path);
  }
  /// The layer of a network of one.
  LayerDescription readLayer(const std::string &text) const {
    Result<NetworkDescription> network = read(R"({"layers": [)" + text + "]}");
    if (network && network->layers.size() == 1)
      return network->layers.front();
    ADD_FAILURE() << (network ? "not one layer" : network.error().message);
    return {Type::Relu};
  }
  /// The message without the file's name, which must be there.
  std::string error(const std::string &text) const {
    Result<NetworkDescription> network = read(text);
    if (network)
      return "no error";
    std::string prefix = "network '" + path + "': ";
    std::string message = network.error().message;
    EXPECT_EQ(message.substr(0, prefix.size()), prefix);
    return message.substr(prefix.size());
  }
  std::string layerError(const std::string &text) const {
    return error(R"({"layers": [)" + text + "]}");
  }

  mlir::lowres::test::TestDirectory directory;
  std::string path = directory.file("net.json");
};

TEST_F(NetworkFileTest, WhatIsMissingIsUsual) {
  LayerDescription conv =
      readLayer(R"({"type": "conv", "outputs": 8, "kernel": 3})");
  EXPECT_EQ(conv.type, Type::Conv);
  EXPECT_EQ(conv.outputs, 8u);
  EXPECT_EQ(conv.kernel, 3u);
  EXPECT_EQ(conv.stride, 1u);
  EXPECT_EQ(conv.padding, 0u);
  EXPECT_EQ(conv.groups, 1u);
  EXPECT_TRUE(conv.hasBias);
  EXPECT_FALSE(conv.levels);
  EXPECT_EQ(readLayer(R"({"type": "dense"})").outputs, 0u);
  EXPECT_EQ(readLayer(R"({"type": "max_pool", "size": 3})").stride, 3u);
  Result<NetworkDescription> network = read(R"({"layers": []})");
  ASSERT_TRUE(network);
  EXPECT_EQ(network->name, "network");
}

TEST_F(NetworkFileTest, EveryField) {
  LayerDescription conv = readLayer(
      R"({"type": "conv", "outputs": 8, "kernel": 5, "stride": 2, "padding": 1,
          "groups": 4, "bias": false, "levels": 17})");
  EXPECT_EQ(conv.kernel, 5u);
  EXPECT_EQ(conv.stride, 2u);
  EXPECT_EQ(conv.padding, 1u);
  EXPECT_EQ(conv.groups, 4u);
  EXPECT_FALSE(conv.hasBias);
  EXPECT_EQ(conv.levels, 17);
  LayerDescription attention =
      readLayer(R"({"type": "attention", "heads": 3, "levels": "f32"})");
  EXPECT_EQ(attention.heads, 3u);
  EXPECT_EQ(attention.levels, 0);
  EXPECT_EQ(readLayer(R"({"type": "max_pool", "size": 3, "stride": 1})").stride,
            1u);
  EXPECT_EQ(
      readLayer(R"({"type": "dropout", "probability": 0.25})").probability,
      0.25f);
  LayerDescription residual = readLayer(
      R"({"type": "residual", "body": [{"type": "gelu"}, {"type": "relu"}],
          "shortcut": [{"type": "layer_norm"}]})");
  ASSERT_EQ(residual.body.size(), 2u);
  EXPECT_EQ(residual.body[0].type, Type::Gelu);
  ASSERT_EQ(residual.shortcut.size(), 1u);
  EXPECT_EQ(residual.shortcut[0].type, Type::LayerNorm);
}

TEST_F(NetworkFileTest, WrongLayers) {
  EXPECT_EQ(layerError(R"({"type": "convolution"})"),
            "layers[0]: unknown type 'convolution', expected attention, "
            "batch_norm, conv, dense, dropout, flatten, gelu, global_avg_pool, "
            "layer_norm, max_pool, position_embedding, relu, residual");
  EXPECT_EQ(layerError(R"({"type": "relu"}, {"outputs": 3})"),
            "layers[1]: field 'type' is missing");
  EXPECT_EQ(layerError(R"("relu")"),
            "layers[0]: expected an object with a type, found \"relu\"");
  EXPECT_EQ(error(R"({"layers": {"type": "relu"}})"),
            "top level: field 'layers': expected an array of layers, found "
            R"({"type":"relu"})");
  EXPECT_EQ(error(R"({"name": "net", "layer": []})"),
            "top level: field 'layers' is missing");
  EXPECT_EQ(error("[1, 2]"), "expected an object with a field 'layers'");
}

TEST_F(NetworkFileTest, WrongFields) {
  EXPECT_EQ(layerError(R"({"type": "residual",
                           "body": [{"type": "conv", "outputs": 3}]})"),
            "layers[0].body[0] (conv): field 'kernel' is missing");
  EXPECT_EQ(layerError(R"({"type": "dense", "outputs": "ten"})"),
            "layers[0] (dense): field 'outputs': expected a whole number from "
            "1 to 65536, found \"ten\"");
  EXPECT_EQ(layerError(R"({"type": "dense", "levels": 300})"),
            "layers[0] (dense): field 'levels': expected a whole number from 2 "
            "to 256 or \"f32\", found 300");
  EXPECT_EQ(layerError(R"({"type": "dropout", "probability": 1})"),
            "layers[0] (dropout): field 'probability': expected a number from "
            "0 to less than 1 (in float32), found 1");
  EXPECT_EQ(layerError(R"({"type": "dense", "bias": 1})"),
            "layers[0] (dense): field 'bias': expected true or false, found 1");
  EXPECT_EQ(layerError(R"({"type": "max_pool", "size": 2, "strides": 2})"),
            "layers[0] (max_pool): unknown field 'strides', expected type, "
            "size, stride");
}

// The compiler makes a C function of the name.
TEST_F(NetworkFileTest, Names) {
  auto named = [](const std::string &name) {
    return R"({"name": )" + name + R"(, "layers": []})";
  };
  for (const char *name : {R"("Net_1")", R"("_net")", R"("mains")"})
    EXPECT_EQ(error(named(name)), "no error") << name;
  for (const char *name :
       {R"("")", R"("my net")", R"("1st")", R"("caf\u00e9")", R"("main")",
        R"("int")", R"("namespace")", R"("malloc")", R"("expf")", R"("_Net")",
        R"("a\u0000b")", R"("a\tb")"})
    EXPECT_EQ(error(named(name))
                  .find("top level: field 'name': expected a "
                        "name for a C function, and not that of "
                        "one of C's own, found \""),
              0u)
        << name;
  // Such a character is not printed as it is.
  EXPECT_NE(error(named(R"("a\u0001b")")).find(R"(found "a\u0001b")"),
            std::string::npos);
  EXPECT_EQ(error(named("5")),
            "top level: field 'name': expected a string, found 5");
}

TEST_F(NetworkFileTest, SecondFieldOfAName) {
  EXPECT_EQ(error("{\"layers\": [\n{\"type\": \"conv\",\n \"kernel\": 1,\n "
                  "\"outputs\": 2,\n \"kernel\": 3}]}"),
            "line 5: a second field \"kernel\" in the same object");
  EXPECT_EQ(error(R"({"layers": [{"type": "relu"}], "layers" : []})"),
            "line 1: a second field \"layers\" in the same object");
  // However it is spelt, and whatever lies between.
  EXPECT_EQ(
      error(R"({"name": "a", "layers": [{"type": "}"}], "na\u006de": 1})"),
      "line 1: a second field \"name\" in the same object");
  // Objects in each other may have the same, and texts are no fields.
  EXPECT_EQ(layerError(R"({"type": "residual", "body": [{"type": "relu"}],
                           "shortcut": [{"type": "relu"}]})"),
            "no error");
  EXPECT_EQ(error(R"({"name": "layers", "layers": []})"), "no error");
  EXPECT_EQ(error(R"({"name": "\": {\"name\": \"", "layers": []})")
                .find("top level: field 'name': expected"),
            0u);
}

TEST_F(NetworkFileTest, NotJson) {
  EXPECT_EQ(error(R"({"layers": [})").find("not JSON: [1:13, byte=13]: "), 0u);
  for (const char *text :
       {"", "{", "]", "}}", "\"", "\"\\", R"({"a)", R"({"a":1,"\x":2,"\x":3})",
        R"(["a":1,"b":2])", R"("a":1)", "\xff"})
    EXPECT_EQ(error(text).find("not JSON: "), 0u) << text;
}

TEST_F(NetworkFileTest, DeepNesting) {
  const std::string tooDeep = "arrays and objects lie in each other too deep";
  EXPECT_EQ(error(std::string(100000, '[')), tooDeep);
  EXPECT_EQ(error(std::string(64, '[') + std::string(64, ']')),
            "expected an object with a field 'layers'");
  EXPECT_EQ(error(std::string(65, '[') + std::string(65, ']')), tooDeep);
  EXPECT_EQ(error('"' + std::string(100, '[') + '"'),
            "expected an object with a field 'layers'");
}

TEST_F(NetworkFileTest, NoFile) {
  Result<NetworkDescription> network = readNetworkFile(path);
  ASSERT_FALSE(network);
  EXPECT_EQ(network.error().message,
            "network '" + path +
                "': cannot be read: No such file or directory");
}

} // namespace
