"""Which images lie together, how typical is each of them, and does that agree with the labels?"""

from core.clustering.against_labels import Agreement, agreement, counts
from core.clustering.methods import (
    CLUSTERINGS,
    AnyClusteringConfig,
    ClusteringConfig,
    ClusteringError,
    Clusters,
    DbscanConfig,
    HdbscanConfig,
    KMeansConfig,
    by_size,
    cluster,
    k_distances,
    knee,
    medoid,
    members_of,
)

__all__ = [
    "CLUSTERINGS",
    "Agreement",
    "AnyClusteringConfig",
    "ClusteringConfig",
    "ClusteringError",
    "Clusters",
    "DbscanConfig",
    "HdbscanConfig",
    "KMeansConfig",
    "agreement",
    "by_size",
    "cluster",
    "counts",
    "k_distances",
    "knee",
    "medoid",
    "members_of",
]
