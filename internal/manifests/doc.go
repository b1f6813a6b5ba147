// Package manifests tests that the manifests among the examples are what Kubernetes, Argo Workflows and GitHub Actions take, by their own types and
// linters. It is a module of its own, so that the library does not depend on them.
package manifests
