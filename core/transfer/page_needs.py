"""What does a process load before the photograph of a page comes, so that nobody waits for it then?"""

import cv2  # noqa: F401
import PIL.JpegImagePlugin  # noqa: F401

import core.blocks.page
import core.handwriting.sheet.find
import core.transfer.page  # noqa: F401
